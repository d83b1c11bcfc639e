/** What Polygon PoS adds to other EVM chains. */
package io.windlass.network.polygon;
