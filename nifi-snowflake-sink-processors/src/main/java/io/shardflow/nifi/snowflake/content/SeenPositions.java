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
package io.shardflow.nifi.snowflake.content;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every position of a content with a digest of its record, to tell those that come again. About 200 bytes of heap each. Of
 * envelopes of one target the reason does not count: a record that was rejected twice is one, whatever was wrong with it the
 * second time.
 */
final class SeenPositions {

    /** The first half of a SHA-256. */
    private record Fingerprint(long high, long low) {
        static Fingerprint of(final byte[] sha256) {
            final ByteBuffer buffer = ByteBuffer.wrap(sha256);
            return new Fingerprint(buffer.getLong(), buffer.getLong());
        }
    }

    private final String metadataField;
    private final MessageDigest digest;
    private final Map<StreamShard, Map<Position, Fingerprint>> seen = new HashMap<>();

    /** @param metadataField name of the field that holds the position */
    SeenPositions(final String metadataField) {
        this.metadataField = metadataField;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Whether the record on which the lines stand has been there before.
     *
     * @throws UnloadableContentException if another record had its position
     */
    boolean isRepeat(final ScannedRecord.Identity identity, final RecordLines lines) throws UnloadableContentException {
        final Optional<EnvelopeText.Reason> ignored = TargetMark.isOn(identity.shard().stream())
                ? EnvelopeText.reason(lines.bytes(), lines.offset(), lines.length(), metadataField)
                : Optional.empty();
        final Fingerprint now = fingerprint(lines.bytes(), lines.offset(), lines.length(), ignored);
        final Fingerprint before =
                seen.computeIfAbsent(identity.shard(), shard -> new HashMap<>()).putIfAbsent(identity.position(), now);
        if (before == null) {
            return false;
        }
        if (!before.equals(now)) {
            throw new UnloadableContentException("position " + identity.position() + " of shard " + identity.shard()
                    + " occurs again with other content; each position may hold one row");
        }
        return true;
    }

    private Fingerprint fingerprint(
            final byte[] bytes, final int offset, final int length, final Optional<EnvelopeText.Reason> reason) {
        final int skipFrom = reason.map(EnvelopeText.Reason::start).orElse(offset + length);
        final int skipTo = reason.map(EnvelopeText.Reason::end).orElse(offset + length);
        digest.update(bytes, offset, skipFrom - offset);
        digest.update(bytes, skipTo, offset + length - skipTo);
        return Fingerprint.of(digest.digest());
    }
}
