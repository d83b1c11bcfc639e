/** What Ethereum adds to other EVM chains. */
package io.windlass.network.ethereum;
