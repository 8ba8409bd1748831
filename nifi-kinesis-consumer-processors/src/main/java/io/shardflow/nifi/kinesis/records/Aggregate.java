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

import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.kpl.Messages;

/**
 * A record that holds several user records, in the format of the Kinesis Producer Library ("KPL Aggregated Record Format"
 * in that library's repository): four magic bytes, a protocol buffers message, its MD5. Immutable.
 */
public final class Aggregate {

    private static final byte[] MAGIC = AggregatorUtil.AGGREGATED_RECORD_MAGIC;
    private static final int DIGEST_BYTES = 16;

    private final Messages.AggregatedRecord message;

    private Aggregate(final Messages.AggregatedRecord message) {
        this.message = message;
    }

    /** The aggregate in the data; empty if the data is anything else, a damaged aggregate included. */
    public static Optional<Aggregate> in(final ByteBuffer data) {
        if (!hasMagic(data)) {
            return Optional.empty();
        }
        final ByteBuffer body =
                data.slice(data.position() + MAGIC.length, data.remaining() - MAGIC.length - DIGEST_BYTES);
        final byte[] digest = new byte[DIGEST_BYTES];
        data.get(data.limit() - DIGEST_BYTES, digest);
        if (!Arrays.equals(digest, md5(body.duplicate()))) {
            return Optional.empty();
        }
        try {
            final Messages.AggregatedRecord message = Messages.AggregatedRecord.parseFrom(body);
            return isWhole(message) ? Optional.of(new Aggregate(message)) : Optional.empty();
        } catch (final InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static boolean hasMagic(final ByteBuffer data) {
        if (data.remaining() <= MAGIC.length + DIGEST_BYTES) {
            return false;
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (data.get(data.position() + i) != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether every user record names keys that are there. */
    private static boolean isWhole(final Messages.AggregatedRecord message) {
        for (final Messages.Record record : message.getRecordsList()) {
            if (!isIndex(record.getPartitionKeyIndex(), message.getPartitionKeyTableCount())
                    || record.hasExplicitHashKeyIndex()
                            && !isIndex(record.getExplicitHashKeyIndex(), message.getExplicitHashKeyTableCount())) {
                return false;
            }
        }
        return message.getExplicitHashKeyTableList().stream().allMatch(Aggregate::isHashKey);
    }

    private static boolean isIndex(final long index, final int size) {
        return index >= 0 && index < size;
    }

    private static boolean isHashKey(final String text) {
        return !text.isEmpty() && text.length() <= 39 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Number of user records, 0 or more. */
    public int size() {
        return message.getRecordsCount();
    }

    /** @param index 0 to below {@link #size()}; it is the sub-sequence number too */
    String partitionKey(final int index) {
        return message.getPartitionKeyTable((int) message.getRecords(index).getPartitionKeyIndex());
    }

    byte[] payload(final int index) {
        return message.getRecords(index).getData().toByteArray();
    }

    /** The explicit hash key, or the MD5 of the partition key: what decides on the shard (API reference, PutRecord). */
    BigInteger hashKey(final int index) {
        final Messages.Record record = message.getRecords(index);
        return record.hasExplicitHashKeyIndex()
                ? new BigInteger(message.getExplicitHashKeyTable((int) record.getExplicitHashKeyIndex()))
                : new BigInteger(1, md5(ByteBuffer.wrap(partitionKey(index).getBytes(StandardCharsets.UTF_8))));
    }

    private static byte[] md5(final ByteBuffer data) {
        try {
            final MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(data);
            return digest.digest();
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
