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
package io.shardflow.nifi.kinesis.status;

import java.util.Comparator;

/**
 * A kind of call that is made again and again.
 *
 * @param service Kinesis or DynamoDB
 * @param operation as AWS names it, such as GetRecords
 * @param subject what it is made on: a shard, a stream or a table
 */
public record Call(String service, String operation, String subject) implements Comparable<Call> {

    public static final String KINESIS = "Kinesis";
    public static final String DYNAMODB = "DynamoDB";

    private static final Comparator<Call> ORDER = Comparator.comparing(Call::service)
            .reversed()
            .thenComparing(Call::operation)
            .thenComparing(Call::subject);

    @Override
    public int compareTo(final Call other) {
        return ORDER.compare(this, other);
    }
}
