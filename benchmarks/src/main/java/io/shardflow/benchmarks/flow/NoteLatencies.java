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
package io.shardflow.benchmarks.flow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.Validator;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.ProcessException;

/** Notes how long ago each record was put, when its FlowFile can be had by whatever comes behind the consumer; drops the FlowFile. */
@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@CapabilityDescription("For benchmarks: notes how old records are.")
public class NoteLatencies extends AbstractProcessor {

    /** The field of a record that says when it was put, in milliseconds since 1970. */
    public static final String FIELD = "putMillis";

    /** The file that gets a line for each record: milliseconds. */
    public static final PropertyDescriptor FILE = new PropertyDescriptor.Builder()
            .name("File")
            .required(true)
            .addValidator(Validator.VALID)
            .build();

    private static final Pattern PUT = Pattern.compile("\"" + FIELD + "\":(\\d+)");

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(FILE);
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }
        final long now = System.currentTimeMillis();
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        session.exportTo(flowFile, content);
        final StringBuilder lines = new StringBuilder();
        final Matcher put = PUT.matcher(content.toString(StandardCharsets.UTF_8));
        while (put.find()) {
            lines.append(now - Long.parseLong(put.group(1))).append('\n');
        }
        try {
            Files.writeString(
                    Path.of(context.getProperty(FILE).getValue()),
                    lines,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (final IOException e) {
            throw new ProcessException(e);
        }
        session.remove(flowFile);
    }
}
