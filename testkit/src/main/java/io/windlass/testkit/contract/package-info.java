/** What plugins must do, as JUnit tests that their authors extend. Windlass's own plugins run them. */
package io.windlass.testkit.contract;
