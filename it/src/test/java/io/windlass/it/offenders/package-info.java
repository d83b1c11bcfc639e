/** Classes laid out like the engine's that break its rules, each in one way: they prove that the rules can fail. */
package io.windlass.it.offenders;
