/** What BNB Smart Chain adds to other EVM chains. */
package io.windlass.network.bsc;
