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
package io.shardflow.nifi.kinesis.write;

import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import io.shardflow.nifi.kinesis.buffer.Emission;
import io.shardflow.nifi.kinesis.json.JsonLines;
import io.shardflow.nifi.kinesis.json.JsonObjectCheck;
import io.shardflow.nifi.kinesis.json.MetadataJson;
import io.shardflow.nifi.kinesis.records.UserRecord;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;

/** One FlowFile of JSON lines for each batch, and one of envelopes if records had to be refused. */
final class JsonLinesWriter implements FlowFileWriter {

    private static final Map<String, String> GOOD = Map.of(CoreAttributes.MIME_TYPE.key(), "application/x-ndjson");
    private static final Map<String, String> FAILED =
            Map.of(CoreAttributes.MIME_TYPE.key(), "application/x-ndjson", ConsumerAttributes.PARSE_FAILURE, "true");

    private final String stream;
    private final String field;
    private final JsonObjectCheck check;

    JsonLinesWriter(final ConsumerSettings settings) {
        this.stream = settings.aws().stream().name();
        this.field = settings.output().metadataField();
        this.check = new JsonObjectCheck(field);
    }

    @Override
    public Written transfer(final ProcessSession session, final Emission batch) {
        final JsonLines lines = new JsonLines(new MetadataJson(field, stream, batch.shardId()));
        final Part good = new Part(session);
        final Part failed = new Part(session);
        int leftOut = 0;
        try (good;
                failed) {
            for (final BufferedRecord record : batch.records()) {
                leftOut += record.unpack(userRecord -> write(userRecord, lines, good, failed));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        good.send(stream, batch, GOOD, ConsumerRelationships.SUCCESS);
        failed.send(stream, batch, FAILED, ConsumerRelationships.PARSE_FAILURE);
        return new Written(good.count() + failed.count(), failed.count(), leftOut, good.bytes() + failed.bytes());
    }

    private void write(final UserRecord record, final JsonLines lines, final Part good, final Part failed) {
        try {
            switch (check.check(record.payload())) {
                case JsonObjectCheck.Accepted object -> lines.record(record, object, good.add(record));
                case JsonObjectCheck.Refused refusal -> lines.refused(record, refusal.reason(), failed.add(record));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
