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

import io.shardflow.localstack.nifi.Provenance;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.util.Map;

/**
 * A FlowFile that a consumer has delivered.
 *
 * @param time when, as NiFi writes it
 * @param first position in it
 * @param last position in it; not before the first
 */
public record DeliveredFlowFile(String uuid, String time, String shardId, Position first, Position last) {

    /** @param event of its delivery by ConsumeKinesisStream */
    static DeliveredFlowFile of(final Provenance.Event event) {
        return new DeliveredFlowFile(
                event.flowFile(),
                event.time(),
                event.attributes().getOrDefault("aws.kinesis.shard.id", ""),
                position(event.attributes(), "first"),
                position(event.attributes(), "last"));
    }

    private static Position position(final Map<String, String> attributes, final String end) {
        return new Position(
                attributes.get("aws.kinesis." + end + ".sequence.number"),
                Long.parseLong(attributes.get("aws.kinesis." + end + ".subsequence.number")));
    }

    /** Whether the record at this position is in it. */
    public boolean holds(final String shard, final Position position) {
        return shardId.equals(shard) && first.compareTo(position) <= 0 && position.compareTo(last) <= 0;
    }

    @Override
    public String toString() {
        return "FlowFile " + uuid + ", delivered " + time + ", " + shardId + " from " + first.sequenceNumber() + " to "
                + last.sequenceNumber();
    }
}
