/** How soon the consumer is at work, how soon a record is through, and what it costs when there is none. */
package io.shardflow.benchmarks.start;
