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
package io.shardflow.nifi.kinesis.records;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.kpl.Messages;

/** Aggregated records for tests, in the Kinesis Producer Library's format. */
public final class Aggregates {

    private Aggregates() {}

    /** User records of the partition keys k0, k1, … */
    public static ByteBuffer aggregate(final List<String> payloads) {
        return ByteBuffer.wrap(aggregate(payloads, List.of()));
    }

    /** User records, each with its explicit hash key if there are any. */
    public static byte[] aggregate(final List<String> payloads, final List<BigInteger> hashKeys) {
        final Messages.AggregatedRecord.Builder message = Messages.AggregatedRecord.newBuilder();
        for (int i = 0; i < payloads.size(); i++) {
            message.addPartitionKeyTable("k" + i);
            final Messages.Record.Builder record = Messages.Record.newBuilder()
                    .setPartitionKeyIndex(i)
                    .setData(ByteString.copyFromUtf8(payloads.get(i)));
            if (!hashKeys.isEmpty()) {
                message.addExplicitHashKeyTable(hashKeys.get(i).toString());
                record.setExplicitHashKeyIndex(i);
            }
            message.addRecords(record);
        }
        return framed(message.build().toByteArray());
    }

    /** User records that all have the same partition key. */
    public static byte[] aggregateOfOneKey(final List<String> payloads) {
        final Messages.AggregatedRecord.Builder message =
                Messages.AggregatedRecord.newBuilder().addPartitionKeyTable("k");
        payloads.forEach(payload -> message.addRecords(
                Messages.Record.newBuilder().setPartitionKeyIndex(0).setData(ByteString.copyFromUtf8(payload))));
        return framed(message.build().toByteArray());
    }

    static byte[] framed(final byte[] message) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(AggregatorUtil.AGGREGATED_RECORD_MAGIC);
        out.writeBytes(message);
        try {
            out.writeBytes(MessageDigest.getInstance("MD5").digest(message));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }
}
