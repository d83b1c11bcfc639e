/**
 * Configuration: HOCON, YAML and environment variables become the values of the API. Knows nothing of the rest of the
 * engine.
 */
package io.windlass.core.config;
