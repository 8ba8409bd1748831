/** The main job on one machine: produce, move, land, look. Started by the script {@code demo} of the project's root. */
package io.shardflow.localstack.demo;
