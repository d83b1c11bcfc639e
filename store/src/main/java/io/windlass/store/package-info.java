/** Stores for named feeds. Found by name through {@link io.windlass.spi.FeedStoreProvider}. */
package io.windlass.store;
