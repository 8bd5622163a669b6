package dev.xdc.cli;

import dev.xdc.cli.option.CheckpointOptions;
import dev.xdc.cli.option.DataOptions;
import dev.xdc.cli.option.DecayOptions;
import dev.xdc.cli.option.DeviceOption;
import dev.xdc.cli.option.DevicesOption;
import dev.xdc.cli.option.EncoderOptions;
import dev.xdc.cli.option.FittingOptions;
import dev.xdc.cli.option.FlipOption;
import dev.xdc.cli.option.GlobalOptions;
import dev.xdc.cli.option.InitialWeights;
import dev.xdc.cli.option.NameOptions;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.option.ScheduleOptions;
import dev.xdc.cli.option.SegmentOptions;
import dev.xdc.cli.option.SuiteTuning;
import dev.xdc.cli.option.SupervisedOptions;
import dev.xdc.cli.option.TrainingOptions;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lists the options of a command under headings, by the class that declares them. */
final class HelpHeadings {

  /** Fewer are read at a glance. */
  private static final int MANY = 12;

  private static final Map<Class<?>, String> HEADINGS = new LinkedHashMap<>();

  static {
    HEADINGS.put(TrainingOptions.class, "Training:");
    HEADINGS.put(ScheduleOptions.class, HEADINGS.get(TrainingOptions.class));
    HEADINGS.put(DecayOptions.class, HEADINGS.get(TrainingOptions.class));
    HEADINGS.put(SupervisedOptions.class, "Supervised training:");
    HEADINGS.put(FlipOption.class, HEADINGS.get(TrainingOptions.class));
    HEADINGS.put(EncoderOptions.class, "Encoders:");
    HEADINGS.put(InitialWeights.class, HEADINGS.get(EncoderOptions.class));
    HEADINGS.put(SuiteTuning.class, "Protocols:");
    HEADINGS.put(FittingOptions.class, "New clustering:");
    HEADINGS.put(NameOptions.class, "Names of clusters:");
    HEADINGS.put(CheckpointOptions.class, "Checkpoints:");
    HEADINGS.put(DataOptions.class, "Reading media:");
    HEADINGS.put(SegmentOptions.class, HEADINGS.get(DataOptions.class));
    HEADINGS.put(DeviceOption.class, "This machine and this help:");
    HEADINGS.put(DevicesOption.class, HEADINGS.get(DeviceOption.class));
    HEADINGS.put(PrecisionOption.class, HEADINGS.get(DeviceOption.class));
    HEADINGS.put(GlobalOptions.class, HEADINGS.get(DeviceOption.class));
    HEADINGS.put(CommandLine.class, HEADINGS.get(DeviceOption.class));
  }

  private HelpHeadings() {}

  /** Sets up {@code command} and its subcommands. */
  static void install(CommandLine command) {
    command
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpHeadings::optionList);
    command.getSubcommands().values().forEach(HelpHeadings::install);
  }

  private static String optionList(Help help) {
    List<OptionSpec> all =
        help.commandSpec().options().stream().filter(option -> !option.hidden()).toList();
    if (all.size() < MANY) {
      return help.optionList();
    }
    Map<String, List<OptionSpec>> byHeading = new LinkedHashMap<>();
    byHeading.put("", new ArrayList<>());
    HEADINGS.values().forEach(heading -> byHeading.put(heading, new ArrayList<>()));
    for (OptionSpec option : all) {
      byHeading.computeIfAbsent(heading(option), h -> new ArrayList<>()).add(option);
    }
    StringBuilder text = new StringBuilder();
    byHeading.forEach(
        (heading, options) -> {
          if (!options.isEmpty()) {
            Help.Layout layout = help.createDefaultLayout(all, List.of(), help.colorScheme());
            layout.addOptions(
                options.stream().sorted(Help.createShortOptionNameComparator()).toList(),
                help.parameterLabelRenderer());
            text.append(heading.isEmpty() ? "" : heading + System.lineSeparator()).append(layout);
          }
        });
    return text.toString();
  }

  private static String heading(OptionSpec option) {
    if (!(option.userObject() instanceof Field field)) {
      return "";
    }
    Class<?> declaring = field.getDeclaringClass();
    Class<?> outer = declaring.getEnclosingClass(); // picocli's own, for --help and --version
    return HEADINGS.getOrDefault(outer == CommandLine.class ? outer : declaring, "");
  }
}
