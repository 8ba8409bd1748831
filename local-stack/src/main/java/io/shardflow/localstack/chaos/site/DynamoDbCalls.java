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
package io.shardflow.localstack.chaos.site;

import io.shardflow.localstack.chaos.plan.Moment;
import io.shardflow.localstack.faults.ProxiedCall;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Names calls to DynamoDB as AWS does, but for the write of a checkpoint: an UpdateItem as others. */
final class DynamoDbCalls {

    private DynamoDbCalls() {}

    static String name(final ProxiedCall call) {
        return call.operation().equals("UpdateItem") && setsCheckpoint(call)
                ? Moment.CHECKPOINT.name()
                : call.operation();
    }

    /** The client library gives the attributes that it sets by name; a renewed lease has a counter only. */
    private static boolean setsCheckpoint(final ProxiedCall call) {
        try {
            return call.text().contains("\"checkpoint\":");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
