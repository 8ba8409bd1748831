/** What the replayed streams hold. Nothing here depends on more than the JDK: the check in NiFi has it, too. */
package io.shardflow.benchmarks.stream;
