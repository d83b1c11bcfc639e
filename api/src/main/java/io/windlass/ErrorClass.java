package io.windlass;

/** What kind of failure a call met: whether another endpoint may do better, and whose fault it is. */
public enum ErrorClass {
    /** The link was lost, refused, or could not be opened. Another endpoint may answer. */
    CONNECTION,
    /** No answer came in time. Another endpoint may be faster. */
    TIMEOUT,
    /** The endpoint wants fewer calls: HTTP 429, or an error that says so. Another endpoint may have room. */
    RATE_LIMITED,
    /** The endpoint answered with what is no JSON-RPC answer: a 5xx status, a page of HTML, an empty body. */
    SERVER,
    /** The node answered that it cannot: an internal error, a block it does not have yet. Another node may. */
    NODE,
    /** The call itself is at fault: a revert, wrong parameters, an unknown method. Every node says so. */
    CALLER
}
