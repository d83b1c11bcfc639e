package io.windlass.spi;

import java.util.List;

/**
 * A JSON-RPC request on its way out.
 *
 * @param id never used twice on one connection; 0 or more
 * @param method the method
 * @param params as {@link io.windlass.Call#params()} describes
 */
public record Request(long id, String method, List<Object> params) {}
