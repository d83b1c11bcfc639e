/** The {@code windlass} command. No API: scripts depend on its arguments, output and exit codes. */
@NullMarked
package io.windlass.cli;

import org.jspecify.annotations.NullMarked;
