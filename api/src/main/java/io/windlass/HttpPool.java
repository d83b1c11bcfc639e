package io.windlass;

/**
 * Several logical HTTP connections, to one endpoint or to several, behind one connection's face: a call on the pool goes to
 * one of them, see {@link ConnectionGroup}. Each has an id that starts with the pool's and statistics of its own, and one
 * request under way at once, so that the pool opens no more sockets than its size: as many as it had requests under way at once.
 */
public interface HttpPool extends ConnectionGroup {}
