/** What loading costs: PutSnowflake in a NiFi, with the stand-in for Snowflake in a process of its own. */
package io.shardflow.benchmarks.sink;
