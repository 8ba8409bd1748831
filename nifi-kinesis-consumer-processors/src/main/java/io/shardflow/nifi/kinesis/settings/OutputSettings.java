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
package io.shardflow.nifi.kinesis.settings;

import java.util.Optional;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

/**
 * How records are written.
 *
 * @param output {@link OutputStrategy#USE_VALUE} with {@link ProcessingStrategy#DEMARCATOR}
 * @param metadataField name of the field that holds a record's identity
 * @param demarcator set with {@link ProcessingStrategy#DEMARCATOR} only
 * @param services set with {@link ProcessingStrategy#RECORD} only
 */
public record OutputSettings(
        ProcessingStrategy processing,
        OutputStrategy output,
        String metadataField,
        Optional<String> demarcator,
        Optional<RecordServices> services) {

    /** Reads valid properties. */
    static OutputSettings of(final PropertyContext context) {
        final ProcessingStrategy processing =
                context.getProperty(OutputProperties.PROCESSING_STRATEGY).asAllowableValue(ProcessingStrategy.class);
        final boolean demarcated = processing == ProcessingStrategy.DEMARCATOR;
        return new OutputSettings(
                processing,
                demarcated
                        ? OutputStrategy.USE_VALUE
                        : context.getProperty(OutputProperties.OUTPUT_STRATEGY).asAllowableValue(OutputStrategy.class),
                ConsumerSettings.text(context, OutputProperties.METADATA_FIELD).orElseThrow(),
                demarcated
                        ? Optional.of(context.getProperty(OutputProperties.MESSAGE_DEMARCATOR)
                                .getValue())
                        : Optional.empty(),
                processing == ProcessingStrategy.RECORD ? Optional.of(services(context)) : Optional.empty());
    }

    private static RecordServices services(final PropertyContext context) {
        return new RecordServices(
                context.getProperty(OutputProperties.RECORD_READER).asControllerService(RecordReaderFactory.class),
                context.getProperty(OutputProperties.RECORD_WRITER).asControllerService(RecordSetWriterFactory.class));
    }
}
