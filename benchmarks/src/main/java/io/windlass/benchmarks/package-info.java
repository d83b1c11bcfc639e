/** What Windlass costs, measured beside the alternatives. See the README of this module. */
@NullMarked
package io.windlass.benchmarks;

import org.jspecify.annotations.NullMarked;
