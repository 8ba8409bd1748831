/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.localstack.chaos.plan;

/** What a disturbance needs, for itself or together with others. */
public enum Place {
    FIRST_NODE,
    SECOND_NODE,
    SNOWFLAKE,
    DYNAMODB,
    KINESIS,
    PRODUCER;

    /** @param node 0 or 1 */
    static Place ofNode(final int node) {
        return node == 0 ? FIRST_NODE : SECOND_NODE;
    }
}
