/** Records that the demo and the system tests send, and the check of a table against what was sent. */
package io.shardflow.localstack.workload;
