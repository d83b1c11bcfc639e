/**
 * How a feed reads the blocks and logs of the chain: by hash where they may change, in ranges where they are final, ahead of
 * where the walk stands, and what is made of failures. Knows no subscription.
 */
@org.jspecify.annotations.NullMarked
package io.windlass.core.feed.read;
