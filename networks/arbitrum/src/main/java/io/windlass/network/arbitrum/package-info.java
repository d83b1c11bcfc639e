/** What Arbitrum adds to other EVM chains. */
package io.windlass.network.arbitrum;
