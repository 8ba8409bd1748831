/** What will be disturbed, decided before the run begins: pure, and the same for the same seed. */
package io.shardflow.localstack.chaos.plan;
