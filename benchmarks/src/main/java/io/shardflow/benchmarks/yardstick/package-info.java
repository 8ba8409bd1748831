/** Programs that do the least that could be done, for comparison. */
package io.shardflow.benchmarks.yardstick;
