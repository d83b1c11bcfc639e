package io.windlass.core.codec;

import java.lang.reflect.Method;

/** How much memory the current thread has taken; by reflection, since the module under test does not read the JDK's. */
final class Allocation {
    private final Object threads;
    private final Method allocatedBytes;

    Allocation() throws ReflectiveOperationException {
        threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        allocatedBytes = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
    }

    long bytes() throws ReflectiveOperationException {
        return (long) allocatedBytes.invoke(threads);
    }
}
