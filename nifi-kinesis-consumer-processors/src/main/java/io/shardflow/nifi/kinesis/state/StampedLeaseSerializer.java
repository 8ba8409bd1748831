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

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;

/**
 * Writes the start data into every lease row that the client library makes, so that a row says from its first moment to which
 * stream and to which beginning of the application it belongs. Safe for any thread.
 */
public final class StampedLeaseSerializer extends DynamoDBLeaseSerializer {

    private final Map<String, AttributeValue> stamp;

    public StampedLeaseSerializer(final StartData start) {
        this.stamp = Map.copyOf(StateItems.start(start));
    }

    /** The library calls this for a new row only; changes of a row leave alone what they do not name. */
    @Override
    public Map<String, AttributeValue> toDynamoRecord(final Lease lease) {
        final Map<String, AttributeValue> item = new HashMap<>(super.toDynamoRecord(lease));
        item.putAll(stamp);
        item.put(StateItems.COUNTER, fromN(Long.toString(StateItems.firstCounter())));
        return item;
    }
}
