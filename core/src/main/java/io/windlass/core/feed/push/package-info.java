/** What a node announces over links: which subscription each notification belongs to, and how that survives the change of links. */
@org.jspecify.annotations.NullMarked
package io.windlass.core.feed.push;
