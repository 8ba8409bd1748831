/** A run that disturbs the connector at random and compares what has landed. Started by the script {@code chaos} of the project's root. */
package io.shardflow.localstack.chaos;
