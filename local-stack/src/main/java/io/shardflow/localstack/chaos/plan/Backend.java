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

import java.util.List;
import java.util.stream.Stream;

/** A service that the connector calls, with the operations that can be disturbed by themselves: those that come all the time. */
public enum Backend {
    KINESIS("Kinesis", Place.KINESIS, List.of("GetRecords", "GetShardIterator", "ListShards", "DescribeStreamSummary")),
    DYNAMODB(
            "DynamoDB",
            Place.DYNAMODB,
            List.of("UpdateItem", "PutItem", "GetItem", "Scan", "Query", "DescribeTable", Moment.CHECKPOINT.name())),
    SNOWFLAKE(
            "Snowflake",
            Place.SNOWFLAKE,
            Stream.of(Moment.values())
                    .filter(moment -> moment.compareTo(Moment.CHECKPOINT) < 0 && !moment.isOfSlowPath())
                    .map(Enum::name)
                    .toList());

    /** Instead of an operation: all of them. */
    public static final String EVERY_OPERATION = "*";

    private final String text;
    private final Place place;
    private final List<String> operations;

    Backend(final String text, final Place place, final List<String> operations) {
        this.text = text;
        this.place = place;
        this.operations = operations;
    }

    Place place() {
        return place;
    }

    List<String> operations() {
        return operations;
    }

    @Override
    public String toString() {
        return text;
    }
}
