/** How each disturbance is done and undone. */
package io.shardflow.localstack.chaos.effect;
