/** Everything that touches the Kinesis Client Library: the Scheduler, its callbacks, its fetching threads. */
package io.shardflow.nifi.kinesis.kcl;
