/** Where the records of a shard come from: asked for, or pushed. */
package io.shardflow.nifi.kinesis.retrieve;
