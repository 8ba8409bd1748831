/** What a process costs while it works, and what is made of several such measurements. */
package io.shardflow.benchmarks.measure;
