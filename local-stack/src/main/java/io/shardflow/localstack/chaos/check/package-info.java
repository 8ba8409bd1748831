/** What has landed against what was produced, and where a wrong row came from. */
package io.shardflow.localstack.chaos.check;
