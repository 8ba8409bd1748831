/** What is disturbed, and the ways to it. */
package io.shardflow.localstack.chaos.site;
