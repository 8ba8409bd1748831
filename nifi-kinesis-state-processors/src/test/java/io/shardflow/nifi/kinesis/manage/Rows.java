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
package io.shardflow.nifi.kinesis.manage;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.shardflow.nifi.kinesis.state.ManagedRow;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Rows as DynamoDB holds them. */
final class Rows {

    private Rows() {}

    static ManagedRow lease(final String shardId, final String owner, final long counter) {
        final Map<String, AttributeValue> item = new HashMap<>(Map.of(
                "leaseKey", fromS(shardId),
                "entityType", fromS("LEASE"),
                "checkpoint", fromS("TRIM_HORIZON"),
                "ownerSwitchesSinceCheckpoint", fromN("0"),
                "leaseCounter", fromN(Long.toString(counter))));
        if (owner != null) {
            item.put("leaseOwner", fromS(owner));
        }
        return new ManagedRow(item);
    }

    static ManagedRow worker(final String id, final long reported) {
        return new ManagedRow(Map.of(
                "leaseKey", fromS(id),
                "entityType", fromS("WORKER_METRIC_STATS"),
                "lut", fromN(Long.toString(reported))));
    }

    static ManagedRow leader(final String worker, final String version) {
        return new ManagedRow(Map.of(
                "leaseKey", fromS("Leader"),
                "entityType", fromS("LEADER"),
                "ownerName", fromS(worker),
                "recordVersionNumber", fromS(version)));
    }
}
