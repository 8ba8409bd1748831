/** Where the time and the memory of a measured process go, by Java's flight recorder and by the system's accounts of its threads. */
package io.shardflow.benchmarks.profile;
