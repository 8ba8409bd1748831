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
import io.shardflow.nifi.kinesis.json.MetadataJson;
import io.shardflow.nifi.kinesis.settings.OutputStrategy;
import io.shardflow.nifi.kinesis.settings.RecordServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.nifi.processor.ProcessSession;

/** FlowFiles of what a Record Reader finds in the payloads, as a Record Writer writes it. */
final class RecordsWriter implements FlowFileWriter {

    private final RecordSource source;
    private final String field;
    private final OutputStrategy output;
    private final RecordServices services;
    private final Blocks blocks = new Blocks();

    RecordsWriter(
            final RecordSource source, final String field, final OutputStrategy output, final RecordServices services) {
        this.source = source;
        this.field = field;
        this.output = output;
        this.services = services;
    }

    @Override
    public Written transfer(final ProcessSession session, final Emission batch) {
        final String stream = source.stream();
        final JsonLines lines = new JsonLines(new MetadataJson(field, stream, batch.shardId()));
        final RecordForm form = new RecordForm(output, field, stream, batch.shardId());
        try (Delivery delivery = new Delivery(session, source, batch, lines, blocks);
                RecordSets sets = new RecordSets(
                        delivery,
                        form,
                        services,
                        Map.of(ConsumerAttributes.STREAM_NAME, stream, ConsumerAttributes.SHARD_ID, batch.shardId()))) {
            int leftOut = 0;
            for (final BufferedRecord record : batch.records()) {
                leftOut += record.unpack(sets::add);
            }
            sets.end();
            return delivery.end(Map.of(), leftOut);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
