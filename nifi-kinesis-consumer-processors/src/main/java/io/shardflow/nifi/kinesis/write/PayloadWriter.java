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
import io.shardflow.nifi.kinesis.json.BlockOutputStream;
import io.shardflow.nifi.kinesis.json.JsonLines;
import io.shardflow.nifi.kinesis.json.MetadataJson;
import io.shardflow.nifi.kinesis.json.PayloadCheck;
import io.shardflow.nifi.kinesis.records.UserRecord;
import io.shardflow.nifi.kinesis.settings.OutputSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;

/** FlowFiles of payloads, by byte: each alone, or those of a batch in lines or with a demarcator. */
final class PayloadWriter implements FlowFileWriter {

    private final RecordSource source;
    private final String field;
    private final PayloadForm form;
    private final Framing framing;
    private final Map<String, String> attributes;
    private final Blocks blocks = new Blocks();

    PayloadWriter(final RecordSource source, final OutputSettings output) {
        this.source = source;
        this.field = output.metadataField();
        this.form = PayloadForm.of(output);
        this.framing = Framing.of(output);
        this.attributes = Map.of(CoreAttributes.MIME_TYPE.key(), form.mimeType());
    }

    @Override
    public Written transfer(final ProcessSession session, final Emission batch) {
        final JsonLines lines = new JsonLines(new MetadataJson(field, source.stream(), batch.shardId()));
        final PayloadCheck check = form.checks().get();
        try (Delivery delivery = new Delivery(session, source, batch, lines, blocks)) {
            int leftOut = 0;
            for (final BufferedRecord record : batch.records()) {
                leftOut += record.unpack(userRecord -> write(userRecord, check, lines, delivery));
            }
            return delivery.end(attributes, leftOut);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(
            final UserRecord record, final PayloadCheck check, final JsonLines lines, final Delivery delivery) {
        try {
            switch (check.check(record.payload())) {
                case PayloadCheck.Accepted accepted -> write(record, accepted, lines, delivery);
                case PayloadCheck.Refused refusal -> delivery.refuse(record, refusal.reason());
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(
            final UserRecord record,
            final PayloadCheck.Accepted accepted,
            final JsonLines lines,
            final Delivery delivery)
            throws IOException {
        final BlockOutputStream out = delivery.add(record);
        if (framing.between().length > 0 && delivery.count() > 1) {
            out.write(framing.between());
        }
        form.body().write(lines, record, accepted, out);
        if (framing.after().length > 0) {
            out.write(framing.after());
        }
        if (framing.alone()) {
            delivery.send(attributes);
        }
    }
}
