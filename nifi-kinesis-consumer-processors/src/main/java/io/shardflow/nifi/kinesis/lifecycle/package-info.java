/** One run of the consumer from scheduling to stop: start in the background, guard, errors in plain words. */
package io.shardflow.nifi.kinesis.lifecycle;
