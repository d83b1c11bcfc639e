/** The HTTP transport: each message is one {@code POST}, its answer the body of the response. */
package io.windlass.transport.http;
