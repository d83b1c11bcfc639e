package io.windlass;

/**
 * Several logical HTTP connections, to one endpoint or to several, behind one connection's face: a call on the pool goes to
 * one of them, see {@link ConnectionGroup}. Each has an id that starts with the pool's, statistics and one socket of its own,
 * so that the pool opens no more sockets than its size.
 */
public interface HttpPool extends ConnectionGroup {}
