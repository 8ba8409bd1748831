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
package io.shardflow.localstack;

/** The parts that a stack can be made of. */
public enum Part {
    /** Kinesis data streams. */
    KINESIS,
    /** DynamoDB. */
    DYNAMODB,
    /** The Snowflake stand-in. */
    SNOWFLAKE,
    /** A NiFi server with its web UI. */
    NIFI;

    /** How messages call the part and its log file is named. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
