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
package io.shardflow.nifi.kinesis.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * One row with everything in it. Two rows are equal if every attribute is: whoever wrote in between shows.
 *
 * @param item as DynamoDB holds it
 */
public record ManagedRow(Map<String, AttributeValue> item) {

    private static final String LEADER = "Leader";

    public ManagedRow {
        item = Map.copyOf(item);
    }

    /** The part that workers go by. */
    public StateRow row() {
        return StateItems.row(item);
    }

    public String key() {
        return row().key();
    }

    /** What cannot be read of it; empty for a sound row. */
    public Optional<RowFault> fault() {
        return row().fault();
    }

    /**
     * Its type, for people, if that is one that only a newer client library may know. The row is no shard's, and nothing is
     * wrong with it.
     */
    public Optional<String> unknownType() {
        return fault().isEmpty() && StateItems.hasUnknownType(item)
                ? Optional.of(ValueText.of(item.get(StateItems.TYPE)))
                : Optional.empty();
    }

    /** Whether it is the row that says whose table it is, sound or not. */
    public boolean isMark() {
        return StateItems.isMarkKey(item);
    }

    /** The ARN of the stream that it says it is of, also if the rest of it cannot be read. */
    public Optional<String> streamArn() {
        return StateItems.streamArn(item);
    }

    /** Where a lease's shard was read up to; to be asked of sound leases only. */
    public ExtendedSequenceNumber checkpoint() {
        final AttributeValue sub = item.get("checkpointSubSequenceNumber");
        return new ExtendedSequenceNumber(
                item.get("checkpoint").s(),
                sub == null ? 0L : StateItems.number(sub).orElse(0));
    }

    /** Ids of the shards that a lease's shard came from. */
    public List<String> parents() {
        final AttributeValue parents = item.get("parentShardId");
        return parents == null ? List.of() : parents.ss();
    }

    /** The worker that leads, if this is the row that says it. */
    public Optional<String> leader() {
        return LEADER.equals(key())
                ? Optional.ofNullable(item.get("ownerName")).map(AttributeValue::s)
                : Optional.empty();
    }
}
