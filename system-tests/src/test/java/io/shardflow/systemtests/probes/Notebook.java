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
package io.shardflow.systemtests.probes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.ProcessException;

/**
 * A sink outside NiFi's transactions: a file {@code taken} with a line for each FlowFile, its shard and then the sequence
 * numbers of its records. While there is a file {@code refuse} beside it, it throws, each time noted in {@code refused};
 * while there is a file {@code hold}, it leaves FlowFiles in the queue.
 */
@CapabilityDescription("For tests: notes the records that come, unless it is told to fail.")
public class Notebook extends AbstractProcessor {

    static final PropertyDescriptor FOLDER = new PropertyDescriptor.Builder()
            .name("Folder")
            .required(true)
            .addValidator(Validator.VALID)
            .build();

    private static final Pattern SEQUENCE_NUMBER = Pattern.compile("\"sequenceNumber\":\"(\\d+)\"");

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(FOLDER);
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final Path folder = Path.of(context.getProperty(FOLDER).getValue());
        if (Files.exists(folder.resolve("hold"))) {
            return;
        }
        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }
        if (Files.exists(folder.resolve("refuse"))) {
            note(folder.resolve("refused"), "refused");
            throw new ProcessException("refused, as the test asks");
        }
        note(
                folder.resolve("taken"),
                flowFile.getAttribute("aws.kinesis.shard.id") + sequenceNumbers(session, flowFile));
        session.remove(flowFile);
    }

    private static String sequenceNumbers(final ProcessSession session, final FlowFile flowFile) {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        session.exportTo(flowFile, content);
        final StringBuilder numbers = new StringBuilder();
        final Matcher matcher = SEQUENCE_NUMBER.matcher(content.toString(StandardCharsets.UTF_8));
        while (matcher.find()) {
            numbers.append(' ').append(matcher.group(1));
        }
        return numbers.toString();
    }

    /** Copies of the processor write into the same file. */
    private static void note(final Path file, final String line) {
        synchronized (Notebook.class) {
            try {
                Files.writeString(file, line + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
