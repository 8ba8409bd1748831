/** A Kinesis that answers from memory and costs next to nothing: a program of its own, for reading by polling. */
package io.shardflow.benchmarks.replay;
